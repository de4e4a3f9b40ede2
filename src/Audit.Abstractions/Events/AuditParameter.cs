namespace Audit.Events;

/// <summary>A parameter of a database command.</summary>
/// <param name="Name">The parameter's name as the driver knows it.</param>
/// <param name="Value">The value as it may be stored; <see cref="Redaction.Redacted.Marker"/> when values are not recorded.</param>
public readonly record struct AuditParameter(string Name, string Value);

/// <summary>A custom key and value of an event.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">The value.</param>
public readonly record struct AuditAttribute(string Name, string Value);
