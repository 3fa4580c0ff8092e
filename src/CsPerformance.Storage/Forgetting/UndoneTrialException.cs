namespace CsPerformance.Storage;

/// <summary>Undoes the transaction of a trial; never leaves the store.</summary>
internal sealed class UndoneTrialException : Exception;
