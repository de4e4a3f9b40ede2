namespace Audit.Events;

/// <summary>The database a command was sent to.</summary>
/// <param name="System">The OpenTelemetry <c>db.system.name</c>, for example <c>postgresql</c>, <c>sqlite</c>, <c>microsoft.sql_server</c>.</param>
/// <param name="Server">Host and port, or the file of an embedded database; empty when not known.</param>
/// <param name="Name">The name of the database; empty when not known.</param>
public sealed record DatabaseTarget(string System, string Server, string Name);
