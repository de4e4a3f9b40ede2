using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Writing;

/// <summary>Keeps batches in ClickHouse: each as one block with one deduplication token, so that a batch that is tried twice is stored once.</summary>
internal sealed class ClickHouseAuditStore(AuditDatabase database, SchemaMigrator schema, IOptions<ClickHouseStorageOptions> options) : IAuditStore
{
    private readonly Lock _preparing = new();
    private Transposer _transposer = new();
    private Transposer _ahead = new();
    private NativeBlock? _preparedBlock;
    private SealedBatch? _prepared;

    public string Description => database.Description;

    public bool IsDurable { get; private set; }

    public async ValueTask InitializeAsync(CancellationToken cancellationToken) => await StoreErrors.RunAsync(async () =>
    {
        await (options.Value.ApplySchema ? schema.ApplyAsync(cancellationToken) : schema.CompareAsync(cancellationToken)).ConfigureAwait(false);
        IsDurable = await TableDurability.IsGivenAsync(database, cancellationToken).ConfigureAwait(false);
    }).ConfigureAwait(false);

    public async ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.Count == 0)
            return;

        try
        {
            await StoreErrors.RunAsync(() => InsertAsync(TakePrepared(batch) ?? _transposer.Transpose(batch), batch.Token, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _transposer.Clear();
        }
    }

    public async ValueTask KeepAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deadLetters);
        if (deadLetters.Count == 0)
            return;

        using var rows = new MemoryStream(DeadLetterRows.Encode(deadLetters));
        await StoreErrors.RunAsync(() => InsertAsync(
            AuditTables.DeadLetters, rows, "RowBinary", DeadLetterRows.ColumnNames, DeadLetterRows.TokenOf(deadLetters), cancellationToken)).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlySet<ulong>?> FindStoredAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Count == 0 ? new((IReadOnlySet<ulong>?)null) : StoredRows.FindAsync(database, batch, cancellationToken);
    }

    public void Prepare(SealedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_preparing)
        {
            _prepared = null;
            try
            {
                _preparedBlock = _ahead.Transpose(batch);
                _prepared = batch;
            }
            catch (Exception exception) when (exception is InvalidDataException or NotSupportedException)
            {
                // Writing the batch says what is wrong with it.
                _ahead.Clear();
            }
        }
    }

    public async ValueTask<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken) =>
        await database.Client.ExecuteScalarAsync("SELECT toUnixTimestamp64Micro(now64(6))", null, QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false) is long microseconds
            ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)
            : null;

    public async ValueTask PingAsync(CancellationToken cancellationToken) =>
        await database.Client.ExecuteScalarAsync("SELECT 1", null, null, cancellationToken).ConfigureAwait(false);

    /// <summary>The block of a batch that was prepared; the transposer whose memory it lies in changes places with the other.</summary>
    private NativeBlock? TakePrepared(SealedBatch batch)
    {
        lock (_preparing)
        {
            if (!ReferenceEquals(_prepared, batch))
                return null;
            _prepared = null;
            (_transposer, _ahead) = (_ahead, _transposer);
            return _preparedBlock;
        }
    }

    private async Task InsertAsync(NativeBlock block, string token, CancellationToken cancellationToken)
    {
        // Closed before the memory behind it is used again: the other end of a cancelled request may still want to read.
        using var stream = new NativeBlockStream(block);
        await InsertAsync(AuditTables.Log, stream, "Native", Transposer.ColumnNames, token, cancellationToken).ConfigureAwait(false);
    }

    private async Task InsertAsync(
        string table, Stream rows, string format, IReadOnlyCollection<string> columns, string token, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await database.Client.InsertRawStreamAsync(
                table, rows, format, columns, database.IsRemote, QuerySettings.Insert(token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is not OperationCanceledException)
        {
            // What the transport throws when it is cut off is of no use to who cut it off.
            throw new OperationCanceledException(null, exception, cancellationToken);
        }
    }
}
