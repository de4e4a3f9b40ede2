namespace Audit.Retention;

/// <summary>The classes of retention that this process is configured with. Thread-safe.</summary>
public interface IRetentionClasses
{
    /// <summary>The classes, in no order.</summary>
    IReadOnlyList<ConfiguredRetention> Configured { get; }
}

/// <summary>A configured class of retention.</summary>
/// <param name="Name">Its name, as stored with events.</param>
/// <param name="KeepFor">How long its events are kept, from when they happened.</param>
public sealed record ConfiguredRetention(string Name, TimeSpan KeepFor);
