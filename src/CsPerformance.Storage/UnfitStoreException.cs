namespace CsPerformance.Storage;

/// <summary>Why a store cannot be used as it is.</summary>
public enum Unfit
{
    /// <summary>There is none: a wrong folder, a wrong setting, or a bot that was never started.</summary>
    Missing,

    /// <summary>An older program made it; the start of the bot brings it up to date.</summary>
    Older,

    /// <summary>A newer program made it.</summary>
    Newer,

    /// <summary>It is not whole, or it is no store of this program.</summary>
    Damaged,
}

/// <summary>A store or a backup is not one that can be worked with; nothing was changed.</summary>
public sealed class UnfitStoreException(Unfit why, string message, Exception? cause = null) : InvalidOperationException(message, cause)
{
    public Unfit Why => why;
}
