using System.Data.Common;

namespace CsPerformance.Storage;

/// <summary>The connection broke while it was used; whether the last commit came through is not known.</summary>
public sealed class StoreLostException(Exception cause) : DbException("The connection to the store broke.", cause);
