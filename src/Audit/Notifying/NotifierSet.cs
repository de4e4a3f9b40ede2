using Audit.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Notifying;

/// <summary>All notifiers: the log and the webhooks as configured, and those that the application registered.</summary>
internal sealed class NotifierSet : IDisposable
{
    private readonly List<WebhookNotifier> _webhooks;

    public NotifierSet(IEnumerable<IAuditNotifier> registered, IOptions<AuditOptions> options, TimeProvider time, ILoggerFactory loggers)
    {
        var configured = options.Value.Notifications;
        _webhooks = [.. configured.Webhooks.Select(webhook => new WebhookNotifier(webhook, time))];
        All = [.. configured.Log ? (IAuditNotifier[])[new LogNotifier(loggers.CreateLogger<LogNotifier>())] : [], .. _webhooks, .. registered];

        if (All.GroupBy(static notifier => notifier.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1) is { } same)
            throw new InvalidOperationException($"{same.Count()} audit notifiers have the name '{same.Key}'. Logs and metrics tell notifiers apart by their names.");
    }

    public IReadOnlyList<IAuditNotifier> All { get; }

    public void Dispose() => _webhooks.ForEach(static webhook => webhook.Dispose());
}
