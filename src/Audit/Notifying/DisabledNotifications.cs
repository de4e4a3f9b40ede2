namespace Audit.Notifying;

/// <summary>Stands in for the dispatcher when auditing is switched off.</summary>
internal sealed class DisabledNotifications : IAuditNotifications
{
    public bool Publish(AuditNotification notification) => false;
}
