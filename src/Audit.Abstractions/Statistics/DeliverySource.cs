namespace Audit.Statistics;

/// <summary>From where events go to the store.</summary>
public enum DeliverySource : byte
{
    /// <summary>From the pipeline: the spool, or the memory of the process.</summary>
    Pipeline,

    /// <summary>From an outbox in the application's own database.</summary>
    Outbox,
}
