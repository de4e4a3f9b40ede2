using System.Security.Cryptography;
using System.Text;
using Audit.Exporting;
using Audit.Querying;

namespace Audit.Testing;

/// <summary>Exports lines of numbers, and whatever goes wrong with that. Hosts may share one, as they share a store.</summary>
internal sealed class ScriptedExporter : IAuditExporter
{
    private int _attempts;

    /// <summary>How many events there are.</summary>
    public long Rows { get; set; } = 100;

    /// <summary>How many events there are when they are counted; <see langword="null"/>: as many as are written.</summary>
    public Func<long>? Counts { get; set; }

    /// <summary>What happens before each line.</summary>
    public Func<long, CancellationToken, Task> BeforeLine { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>How often an export was begun.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    public ValueTask<ExportSelection> FreezeAsync(ExportRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ExportSelection(request.Filter, request.Format, request.ShowsPersonalData, SampleExports.Now));

    public ValueTask<long> CountAsync(ExportSelection selection, CancellationToken cancellationToken) => ValueTask.FromResult(Counts?.Invoke() ?? Rows);

    public async ValueTask<ExportContent> WriteAsync(
        ExportSelection selection, Stream destination, ExportLimits limits, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        for (var row = 0L; row < Rows; row++)
        {
            await BeforeLine(row, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var line = System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{row}\n"));
            await destination.WriteAsync(line, cancellationToken);
            hash.AppendData(line);
            bytes += line.Length;
            progress?.Report(new ExportProgress(row + 1, bytes));
        }

        return new ExportContent(Rows, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public static string ContentOf(long rows)
    {
        var text = new StringBuilder();
        for (var row = 0L; row < rows; row++)
            text.Append(row).Append('\n');
        return text.ToString();
    }
}
