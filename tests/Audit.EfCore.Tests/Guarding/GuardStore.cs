using System.Globalization;
using Audit.Storage;
using Audit.Testing;

namespace Audit.EfCore.Tests.Guarding;

/// <summary>A store in memory that can be told to fail.</summary>
internal sealed class GuardStore : IAuditStore
{
    private readonly Lock _lock = new();
    private readonly List<RecordedRow> _rows = [];

    public bool IsBroken { get; set; }

    public string Description => "memory";

    public IReadOnlyList<RecordedRow> Rows
    {
        get
        {
            lock (_lock)
                return [.. _rows];
        }
    }

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        if (IsBroken)
            throw new IOException("The store is broken.");
        lock (_lock)
        {
            foreach (var row in batch.Index.Span)
                _rows.Add(new RecordedRow(NaiveRowReader.Read(batch.Rows.Slice(row.Offset, row.Length).Span)));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>A row of the store.</summary>
internal sealed class RecordedRow(IReadOnlyDictionary<string, object?> columns)
{
    public Guid Id => (Guid)columns["id"]!;

    public Guid ParentId => (Guid)columns["parent_id"]!;

    public string TransactionId => Text("transaction_id");

    public string Category => Text("category");

    public string Action => Text("action");

    public string Outcome => Text("outcome");

    public string Source => Text("source");

    public string Statement => Text("statement");

    public long OccurredAt => (long)columns["occurred_at"]!;

    public long RowsAffected => (long)columns["rows_affected"]!;

    public IReadOnlyList<string?> Reasons => (string?[])columns["destructive_reasons"]!;

    public string? Attribute(string name) =>
        ((KeyValuePair<string, string>[])columns["attributes"]!).Where(pair => pair.Key == name).Select(static pair => pair.Value).SingleOrDefault();

    public override string ToString() => $"{Category} {Action} {Outcome} {Statement}";

    private string Text(string column) => Convert.ToString(columns[column], CultureInfo.InvariantCulture)!;
}
