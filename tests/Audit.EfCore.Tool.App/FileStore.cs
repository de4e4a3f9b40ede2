using System.Globalization;
using System.Text.Json;
using Audit.Storage;
using Audit.Testing;

namespace Audit.EfCore.Tool.App;

/// <summary>A store that another process can read: a line of JSON for each event.</summary>
internal sealed class FileStore(string file) : IAuditStore
{
    public string Description => file;

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        using var writer = File.AppendText(file);
        foreach (var row in batch.Index.Span)
        {
            var columns = NaiveRowReader.Read(batch.Rows.Slice(row.Offset, row.Length).Span);
            writer.WriteLine(JsonSerializer.Serialize(columns.ToDictionary(static column => column.Key, static column => Text(column.Value))));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private static string Text(object? value) => value switch
    {
        KeyValuePair<string, string>[] pairs => string.Join(';', pairs.Select(static pair => $"{pair.Key}={pair.Value}")),
        string?[] values => string.Join(' ', values),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
