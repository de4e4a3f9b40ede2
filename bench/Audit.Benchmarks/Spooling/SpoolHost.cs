using Audit.Benchmarks.Generation;
using Audit.Events;
using Audit.Hosting;
using Audit.Spooling;
using Audit.Spooling.Configuration;
using Audit.Spooling.Writing;
using Audit.Statements;
using Audit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Benchmarks.Spooling;

/// <summary>The whole engine at work over a store that costs nothing, with a spool or without.</summary>
internal sealed class SpoolHost : IAsyncDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly ServiceProvider _services;
    private readonly EventGenerator _generator;
    private long _created;

    /// <summary>Starts the engine.</summary>
    /// <param name="directory">The spool's directory; <see langword="null"/> for none.</param>
    /// <param name="level">What a recording waits for.</param>
    public SpoolHost(string? directory, AcknowledgementLevel level)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IAuditStore, DiscardingStore>();
        services.AddAudit(options =>
        {
            options.Buffer.Capacity = 1_000_000;
            options.Spool.Enabled = directory is not null;
            options.Spool.Directory = directory;
            options.Spool.Acknowledge.Reads = options.Spool.Acknowledge.Writes = options.Spool.Acknowledge.Destructive = level;
            options.Spool.Acknowledge.Timeout = TimeSpan.FromSeconds(30);
        });
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<IAuditPipeline>().Start();
        Log = _services.GetRequiredService<IAuditLog>();
        _generator = new EventGenerator(
            new GeneratedStatements(_services.GetRequiredService<IStatementClassifier>()), TimeProvider.System.GetUtcNow() - Day, Day, 100_000_000);
    }

    public IAuditLog Log { get; }

    /// <summary>The writer of the spool, for who hands over rows in the place of the consumer while that has nothing to do.</summary>
    public SpoolWriting Writing => _services.GetRequiredService<Spool>().Writing ?? throw new InvalidOperationException("There is no spool.");

    /// <summary>Makes events, different ones each time. Thread-safe.</summary>
    public AuditEvent[] Create(int count) => _generator.CreateMany(Interlocked.Add(ref _created, count) - count, count);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
