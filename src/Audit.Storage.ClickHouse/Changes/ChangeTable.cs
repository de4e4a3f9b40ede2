using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Audit.Events;
using Audit.Storage.ClickHouse.Connection;
using ClickHouse.Driver.ADO.Parameters;

namespace Audit.Storage.ClickHouse.Changes;

/// <summary>A table that holds a row per change of a record. See README.md for how a store without transactions lets each change be made once.</summary>
/// <typeparam name="TRow">A row as it is written, a property per column.</typeparam>
/// <typeparam name="TStored">A row as it is read.</typeparam>
/// <param name="database">The database.</param>
/// <param name="time">Gives changes their ids.</param>
/// <param name="table">The table.</param>
/// <param name="columns">The columns, separated by a comma and a blank.</param>
/// <param name="json">How a row is written.</param>
/// <param name="read">Reads a row of <paramref name="columns"/>.</param>
internal sealed class ChangeTable<TRow, TStored>(
    AuditDatabase database, TimeProvider time, string table, string columns, JsonTypeInfo<TRow> json, Func<DbDataReader, TStored> read)
{
    private readonly string[] _columnNames = columns.Split(", ");

    /// <summary>Reads rows.</summary>
    /// <param name="from">What follows the columns of the query.</param>
    /// <param name="values">Its parameters.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<TStored>> ReadAsync(string from, (string Name, object Value)[] values, CancellationToken cancellationToken)
    {
        var parameters = new ClickHouseParameterCollection();
        foreach (var (name, value) in values)
            parameters.Add(new ClickHouseDbParameter { ParameterName = name, Value = value });

        var found = new List<TStored>();
        using var reader = await database.Client.ExecuteReaderAsync($"SELECT {columns} {from}", parameters, QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(read(reader));
        return found;
    }

    /// <summary>Adds a row, unless one with the same token is there.</summary>
    public async Task InsertAsync(TRow row, string token, CancellationToken cancellationToken)
    {
        // As a body: statements and filters are longer than what proxies take for an address.
        using var body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(row, json));
        using var response = await database.Client.InsertRawStreamAsync(
            table, body, "JSONEachRow", _columnNames, database.IsRemote, QuerySettings.Insert(token), cancellationToken).ConfigureAwait(false);
    }

    public Guid NewChangeId() => AuditId.Create(AuditEvent.UnixMicroseconds(time.GetUtcNow()));
}
