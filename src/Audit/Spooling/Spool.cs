using Audit.Buffering;
using Audit.Delivery;
using Audit.Diagnostics;
using Audit.Hosting;
using Audit.Retention;
using Audit.Schema;
using Audit.Spooling.Adoption;
using Audit.Spooling.Configuration;
using Audit.Spooling.Files;
using Audit.Spooling.Format;
using Audit.Spooling.Reading;
using Audit.Spooling.Segments;
using Audit.Spooling.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Spooling;

/// <summary>The spool of this process: puts its parts together, and takes them apart.</summary>
internal sealed class Spool(
    ISpoolFiles files,
    IOptions<AuditOptions> options,
    ProcessRun run,
    SpoolState state,
    DeliveryProgress progress,
    LossLedger losses,
    PipelineCounters counters,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>The first segment is made while the application starts.</summary>
    private const int FirstSegmentBytes = 1024 * 1024;

    private readonly ILogger _logger = loggers.CreateLogger<Spool>();
    private readonly AuditSpoolOptions _options = options.Value.Spool;
    private SpoolHome? _home;
    private SpoolDirectory? _directory;
    private SegmentSupply? _supply;

    public SpoolWriting? Writing { get; private set; }

    public SpooledBatchQueue? Queue { get; private set; }

    /// <summary>Whether what the store acknowledged survives a loss of its power; known only once the store was asked.</summary>
    public Func<bool> IsStoreDurable { get; set; } = static () => false;

    /// <summary>Called after each wait for the disk.</summary>
    public Action<TimeSpan>? Synced { get; set; }

    /// <summary>Makes the spool ready.</summary>
    /// <param name="becameIdle">Called when the writer has nothing to do.</param>
    /// <returns><see langword="false"/> when there is none: it is switched off, or cannot be used and the application goes on without.</returns>
    /// <exception cref="InvalidOperationException">It cannot be used, and the application must not go on without.</exception>
    public bool TryOpen(Action becameIdle)
    {
        if (!_options.Enabled)
            return false;

        var root = SpoolPath.Of(_options, run.Origin.Application);
        try
        {
            Open(root, becameIdle);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _directory?.Dispose();
            state.IsMissing = true;
            if (_options.WhenUnavailable == SpoolUnavailableMode.FailOperation)
            {
                throw new InvalidOperationException(
                    $"The audit spool in {root} cannot be used: {exception.Message} Set Audit:Spool:Directory to a directory that this user alone may use, Audit:Spool:WhenUnavailable to Continue, or Audit:Spool:Enabled to false.",
                    exception);
            }

            _logger.NotOpened(exception, root);
            return false;
        }

        state.IsOpen = true;
        _logger.Opened(_directory!.Path);
        return true;
    }

    /// <summary>Ends it, after writer and sender have ended or were given up. What is not delivered stays for the next process; otherwise nothing does.</summary>
    public void Close()
    {
        if (Queue is not { } queue)
            return;

        state.IsOpen = false;
        queue.Dispose();
        Writing!.Dispose();
        if (!queue.IsOwnDelivered)
        {
            _directory!.Dispose();
            return;
        }

        try
        {
            _supply!.DeleteUnused();
            _home!.Delete(_directory!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _directory!.Dispose();
            _logger.NotDeleted(exception);
        }
    }

    private void Open(string root, Action becameIdle)
    {
        var classes = new RetentionPolicy(options.Value.Retention).Classes;
        var sector = _options.SectorBytes ?? files.SectorSizeOf(root);
        var identity = new SpoolIdentity(SpoolHome.NewSalt(), run.Stream, AuditSchema.Version, sector, [.. classes.Select(static entry => entry.Name)]);
        _home = new SpoolHome(files, root);
        var directory = _directory = _home.Create(run.RunId.ToString("N"), identity);
        var limits = new SegmentLimits(Math.Min(FirstSegmentBytes, _options.SegmentBytes), _options.SegmentBytes, _options.MaxBytes);
        var supply = _supply = new SegmentSupply(files, directory.Path, identity, directory.Segments, limits);
        state.Bytes = () => directory.Segments.Bytes + supply.Bytes;
        var batches = options.Value.Batch;
        var window = new WindowLimits(batches.MaxRows, batches.MaxBytes);
        Queue = new SpooledBatchQueue(
            directory,
            supply,
            (found, isAdopted, settled) => new SpoolOutlet(files, found.Path, found.Identity, found.Segments, window, isAdopted) { Settled = settled },
            _home,
            state,
            new SegmentRetention(_options.Retention, () => IsStoreDurable()),
            _options,
            batches,
            progress,
            losses,
            time,
            _logger);
        var writer = new SpoolWriter(files, identity, supply, directory.Segments)
        {
            Abandoned = (segment, exception) => _logger.SegmentAbandoned(exception, segment.Number),
            Synced = took => Synced?.Invoke(took),
        };
        writer.Open();
        Writing = new SpoolWriting(writer, supply, Queue, state, _options, identity.SectorSize, identity.Stream, progress, losses, counters, time, _logger)
        {
            BecameIdle = becameIdle,
        };
        Writing.Start();
    }
}
