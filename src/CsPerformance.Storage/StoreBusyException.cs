namespace CsPerformance.Storage;

/// <summary>The writer's queue is full: the sender must try again later.</summary>
public sealed class StoreBusyException : Exception
{
    public StoreBusyException()
        : base("The store's queue is full.")
    {
    }

    public StoreBusyException(string message)
        : base(message)
    {
    }

    public StoreBusyException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
