namespace Audit.Statistics;

/// <summary>How the pipeline of this process fares. There is one only where the engine is. Thread-safe.</summary>
public interface IAuditStatistics
{
    /// <summary>Whether there is a pipeline: auditing is switched on.</summary>
    bool IsEnabled { get; }

    /// <summary>Takes the figures of this moment. Cheap enough to be asked several times a second: neither the disk nor the store is touched.</summary>
    PipelineStatistics Snapshot();
}
