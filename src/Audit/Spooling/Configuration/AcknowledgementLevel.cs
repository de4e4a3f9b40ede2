namespace Audit.Spooling.Configuration;

/// <summary>How safe an event is when its recording returns.</summary>
public enum AcknowledgementLevel
{
    /// <summary>It is in the pipeline; the end of the process by kill loses it.</summary>
    Memory,

    /// <summary>It is written to the spool; it survives the process, and not a power cut.</summary>
    Process,

    /// <summary>It is on the disk; it survives a power cut.</summary>
    Disk,
}
