using Audit.Events;
using Audit.Hosting;
using Audit.Storage;
using Audit.Storage.ClickHouse.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Benchmarks.Pipeline;

/// <summary>Makes the blocks that the pipeline would send, and keeps them.</summary>
internal sealed class BlockCapture : IAuditStore
{
    private readonly Transposer _transposer = new();
    private readonly List<ReadyBlock> _blocks = [];

    public string Description => "memory";

    public static async Task<IReadOnlyList<ReadyBlock>> CaptureAsync(IReadOnlyCollection<AuditEvent> events, CancellationToken cancellationToken)
    {
        var capture = new BlockCapture();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditStore>(capture);
        services.AddAudit(static options => options.Spool.Enabled = false);
        await using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IAuditPipeline>().Start();
        var log = provider.GetRequiredService<IAuditLog>();
        foreach (var auditEvent in events)
            await log.RecordAsync(auditEvent, cancellationToken);
        await log.FlushAsync(cancellationToken);
        return capture._blocks;
    }

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        _blocks.Add(new ReadyBlock(batch.Token, batch.Count, _transposer.Transpose(batch).ToArray()));
        return ValueTask.CompletedTask;
    }

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>A block in ClickHouse's Native format.</summary>
internal sealed record ReadyBlock(string Token, int Rows, byte[] Bytes);
