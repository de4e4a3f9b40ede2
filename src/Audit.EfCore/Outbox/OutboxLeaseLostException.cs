namespace Audit.EfCore.Outbox;

/// <summary>Another relay took over.</summary>
internal sealed class OutboxLeaseLostException() : Exception("Another instance relays the audit outbox.");
