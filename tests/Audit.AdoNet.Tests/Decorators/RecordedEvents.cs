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

    public RecordedEvents()
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
        Services = services.BuildServiceProvider();
    }

    public ServiceProvider Services { get; }

    public bool IsEnabled { get; set; } = true;

    /// <summary>What was recorded since it was asked last.</summary>
    public IReadOnlyList<AuditEvent> Take()
    {
        var taken = new List<AuditEvent>();
        while (_events.TryDequeue(out var next))
            taken.Add(next);
        return taken;
    }

    /// <summary>The one event since it was asked last.</summary>
    public AuditEvent TakeOne() => Assert.Single(Take());

    public bool Record(AuditEvent auditEvent)
    {
        _events.Enqueue(auditEvent);
        return true;
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Services.DisposeAsync();

    /// <summary>Nothing comes as far as here.</summary>
    private sealed class NoStore : IAuditStore
    {
        public string Description => "none";

        public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
