namespace Audit.Exporting;

/// <summary>Where an export stands. Only <see cref="Queued"/> and <see cref="Running"/> can change.</summary>
public enum ExportState : byte
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It is being written.</summary>
    Running,

    /// <summary>It was written whole, and checked.</summary>
    Completed,

    /// <summary>It could not be written; nothing of it is left.</summary>
    Failed,

    /// <summary>It was cancelled; nothing of it is left.</summary>
    Cancelled,
}
