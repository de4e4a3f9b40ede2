namespace Audit.Retention;

/// <summary>How long events are kept; section <c>Audit:Retention</c>.</summary>
public sealed class AuditRetentionOptions
{
    /// <summary>The name of the class that always exists unless it is configured otherwise: 365 days.</summary>
    public const string BuiltInClass = "default";

    /// <summary>The class of events that nothing else assigns one.</summary>
    public string Default { get; set; } = BuiltInClass;

    /// <summary>The classes by name, for example <c>Audit:Retention:Classes:security:KeepFor = 2555.00:00:00</c>.</summary>
    public IDictionary<string, RetentionClassOptions> Classes { get; } =
        new Dictionary<string, RetentionClassOptions>(StringComparer.OrdinalIgnoreCase) { [BuiltInClass] = new() };

    /// <summary>The class by category of event, for example <c>Audit:Retention:ByCategory:access = security</c>.</summary>
    public IDictionary<string, string> ByCategory { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
