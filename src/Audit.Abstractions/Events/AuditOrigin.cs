namespace Audit.Events;

/// <summary>The process that recorded an event.</summary>
/// <param name="Application">The application's name.</param>
/// <param name="Environment">The environment it runs in, for example <c>Production</c>.</param>
/// <param name="Instance">What tells one instance from another, for example machine and process id.</param>
public sealed record AuditOrigin(string Application, string Environment, string Instance);
