using System.Collections.Concurrent;
using Audit.Events;
using Audit.Guarding;
using Audit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AdoNet.Tests.Decorators;

/// <summary>The services of an application whose events end in a list.</summary>
internal sealed class RecordedEvents : IAuditLog, IAsyncDisposable
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();
    private readonly ConcurrentQueue<AuditEvent> _transactions = new();
    private readonly ConcurrentQueue<AuditEvent> _connections = new();

    public RecordedEvents(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IAuditLog>(this);
        services.AddSingleton<IAuditStore, NoStore>();
        services.AddAudit(static options => options.Environment = "Production").AddAdoNet().AddGuard(static options =>
        {
            options.Rules.Add(new GuardRule { Name = "drops", Reasons = { "drop_table" }, Action = GuardAction.Block });
            options.Rules.Add(new GuardRule { Name = "all-rows", Reasons = { "delete_no_where" }, Action = GuardAction.RequireReason });
            options.Rules.Add(new GuardRule { Name = "few-rows", Operations = { "UPDATE" }, MaxRows = RowLimit.OfRows(2), Action = GuardAction.Block });
        });
        configure?.Invoke(services);
        Services = services.BuildServiceProvider();
    }

    public ServiceProvider Services { get; }

    public bool IsEnabled { get; set; } = true;

    /// <summary>What is thrown instead of recording.</summary>
    public Exception? Throws { get; set; }

    /// <summary>What was recorded of commands since it was asked last.</summary>
    public IReadOnlyList<AuditEvent> Take() => Take(_events);

    /// <summary>What was recorded of transactions since it was asked last.</summary>
    public IReadOnlyList<AuditEvent> TakeTransactions() => Take(_transactions);

    /// <summary>What was recorded of connections since it was asked last.</summary>
    public IReadOnlyList<AuditEvent> TakeConnections() => Take(_connections);

    /// <summary>The one event since it was asked last.</summary>
    public AuditEvent TakeOne() => Assert.Single(Take());

    public bool Record(AuditEvent auditEvent)
    {
        if (Throws is { } exception)
            throw exception;
        var queue = auditEvent.Category switch
        {
            EventCategory.Transaction => _transactions,
            EventCategory.Access => _connections,
            _ => _events,
        };
        queue.Enqueue(auditEvent);
        return true;
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Services.DisposeAsync();

    private static List<AuditEvent> Take(ConcurrentQueue<AuditEvent> queue)
    {
        var taken = new List<AuditEvent>();
        while (queue.TryDequeue(out var next))
            taken.Add(next);
        return taken;
    }

    /// <summary>Nothing comes as far as here.</summary>
    private sealed class NoStore : IAuditStore
    {
        public string Description => "none";

        public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
