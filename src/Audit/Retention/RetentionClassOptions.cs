namespace Audit.Retention;

/// <summary>A class of events that are kept equally long.</summary>
public sealed class RetentionClassOptions
{
    /// <summary>How long events are kept from when they happened; 365 days unless configured.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(365);
}
