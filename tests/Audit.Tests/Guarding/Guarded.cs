using Audit.Events;
using Audit.Guarding;
using Audit.Guarding.Approvals;
using Audit.Guarding.Asking;
using Audit.Hosting;
using Audit.Spooling;
using Audit.Spooling.Configuration;
using Audit.Spooling.Files;
using Audit.Storage;
using Audit.Testing;
using Audit.Tests.Delivery;
using Audit.Tests.Hosting;
using Audit.Tests.Spooling.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Guarding;

/// <summary>The real engine with one rule.</summary>
internal sealed class Guarded : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly MemoryStore _store;
    private readonly FakeTimeProvider? _time;

    public Guarded(
        GuardAction action,
        Action<GuardOptions>? configure = null,
        GuardConsole? console = null,
        TestApprovals? approvals = null,
        MemoryStore? store = null,
        TimeProvider? time = null,
        bool hasStore = true,
        bool hasSpool = true,
        SimulatedDisk? files = null,
        SpoolUnavailableMode whenUnavailable = SpoolUnavailableMode.Continue)
    {
        _store = store ?? new MemoryStore();
        _time = time as FakeTimeProvider;
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        if (hasStore)
            services.AddSingleton<IAuditStore>(_store);
        if (files is not null)
            services.AddSingleton<ISpoolFiles>(files);
        services.AddSingleton(console ?? new GuardConsole(TextReader.Null, TextWriter.Null, isInteractive: false));
        if (approvals is not null)
        {
            services.AddSingleton<IApprovals>(approvals);
            services.AddSingleton<IApprovalStore>(approvals);
        }

        services.AddAudit(options =>
        {
            options.Environment = "Production";
            options.Spool.Enabled = hasSpool;
            options.Spool.SegmentBytes = 1024 * 1024;
            options.Spool.WhenUnavailable = whenUnavailable;
            options.Spool.RetryFor = TimeSpan.FromMilliseconds(100);
            options.Spool.Directory = files is null ? TestStateDirectory.NewSpool() : "/spool";
            options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10);
            options.Delivery.AttemptTimeout = TimeSpan.FromHours(1);
        }).AddGuard(options =>
        {
            options.Rules.Add(new GuardRule { Name = "rule", Action = action, Reasons = { "drop_table" } });
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    private static GuardRequest Operation => new()
    {
        Statement = Operations.Read("DROP TABLE orders"),
        Database = new DatabaseTarget("postgresql", "localhost:5432", "shop"),
        Source = CommandSource.RawSql,
        ContentHash = static () => "hash",
    };

    private IOperationGuard Guard => _services.GetRequiredService<IOperationGuard>();

    public SpoolState Spool => _services.GetRequiredService<SpoolState>();

    public void Start() => _services.GetRequiredService<IAuditPipeline>().Start();

    public GuardPass? Check() => Guard.Check(Operation);

    public Task<GuardPass?> CheckAsync(CancellationToken cancellationToken) => Guard.CheckAsync(Operation, cancellationToken).AsTask();

    /// <summary>Asks, and expects an answer and its record.</summary>
    public async Task<DestructiveOperationBlockedException?> ExpectAsync(bool isAllowed, string action, bool isAsync)
    {
        var before = _store.Rows.Count;
        DestructiveOperationBlockedException? refusal = null;
        try
        {
            var pass = isAsync ? await CheckAsync(TestContext.Current.CancellationToken) : Check();
            Assert.NotEqual(Guid.Empty, pass!.EventId);
        }
        catch (DestructiveOperationBlockedException exception)
        {
            refusal = exception;
        }

        Assert.Equal(isAllowed, refusal is null);
        await _services.GetRequiredService<IAuditLog>().FlushAsync(TestContext.Current.CancellationToken);
        var row = Assert.Single(_store.Rows.Skip(before));
        Assert.Equal((action, isAllowed ? "unknown" : "blocked"), (row["action"], row["outcome"]));
        return refusal;
    }

    public async ValueTask DisposeAsync()
    {
        var stop = _services.DisposeAsync().AsTask();
        if (_time is not null)
            await TestPipeline.AdvanceUntilAsync(_time, () => stop.IsCompleted);
        await stop;
    }
}
