using System.Data.Common;

namespace Audit.AdoNet.Tests.Members;

internal static class ReaderProbes
{
    private const int Id = 0;
    private const int Name = 1;
    private const int Amount = 2;
    private const int Ratio = 3;
    private const int Flag = 4;
    private const int At = 5;
    private const int Data = 6;
    private const int Nothing = 7;
    private const int Beyond = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Probe[] All { get; } =
    [
        Probe.OfReader(nameof(DbDataReader.Close), static reader =>
        {
            reader.Close();
            reader.Close();
            return reader.IsClosed;
        }),
        Probe.OfReader(nameof(DbDataReader.Close), static reader =>
        {
            reader.Close();
            return reader.Read();
        }),
        Probe.OfReader(nameof(DbDataReader.CloseAsync), static async reader =>
        {
            await reader.CloseAsync();
            return reader.GetValue(Id);
        }),
        Probe.OfReader(nameof(DbDataReader.Depth), static reader => reader.Depth),
        Probe.OfReader(nameof(DbDataReader.Dispose), static reader =>
        {
            reader.Dispose();
            reader.Dispose();
            return reader.FieldCount;
        }),
        Probe.OfReader(nameof(DbDataReader.DisposeAsync), static async reader =>
        {
            await reader.DisposeAsync();
            return await reader.NextResultAsync(Token);
        }),
        Probe.OfReader(nameof(DbDataReader.FieldCount), static reader => reader.FieldCount),
        Probe.OfReader(nameof(DbDataReader.GetBoolean), static reader => reader.GetBoolean(Flag)),
        Probe.OfReader(nameof(DbDataReader.GetBoolean), static reader => reader.GetBoolean(Name)),
        Probe.OfReader(nameof(DbDataReader.GetByte), static reader => reader.GetByte(Id)),
        Probe.OfReader(nameof(DbDataReader.GetBytes), static reader =>
        {
            var buffer = new byte[4];
            return new object?[] { reader.GetBytes(Data, 0, null, 0, 0), reader.GetBytes(Data, 1, buffer, 1, 2), buffer };
        }),
        Probe.OfReader(nameof(DbDataReader.GetBytes), static reader => reader.GetBytes(Data, 0, new byte[1], 3, 2)),
        Probe.OfReader(nameof(DbDataReader.GetChar), static reader => reader.GetChar(Name)),
        Probe.OfReader(nameof(DbDataReader.GetChars), static reader =>
        {
            var buffer = new char[4];
            return new object?[] { reader.GetChars(Name, 0, null, 0, 0), reader.GetChars(Name, 1, buffer, 1, 2), buffer };
        }),
        Probe.OfReader(nameof(DbDataReader.GetColumnSchemaAsync), static async reader => await reader.GetColumnSchemaAsync(Token)),
        Probe.OfReader(nameof(DbDataReader.GetData), static reader => reader.GetData(Id)),
        Probe.OfReader(nameof(DbDataReader.GetDataTypeName), static reader => Enumerable.Range(0, Beyond).Select(reader.GetDataTypeName)),
        Probe.OfReader(nameof(DbDataReader.GetDataTypeName), static reader => reader.GetDataTypeName(Beyond)),
        Probe.OfReader(nameof(DbDataReader.GetDateTime), static reader => reader.GetDateTime(At)),
        Probe.OfReader(nameof(DbDataReader.GetDateTime), static reader => reader.GetDateTime(Nothing)),
        Probe.OfReader(nameof(DbDataReader.GetDecimal), static reader => reader.GetDecimal(Amount)),
        Probe.OfReader(nameof(DbDataReader.GetDouble), static reader => reader.GetDouble(Ratio)),
        Probe.OfReader(nameof(DbDataReader.GetEnumerator), static reader =>
        {
            var rows = new List<object?>();
            foreach (DbDataRecord row in reader)
                rows.Add(row.GetValue(Id));
            return rows;
        }, isOnRow: false),
        Probe.OfReader(nameof(DbDataReader.GetFieldType), static reader => Enumerable.Range(0, Beyond).Select(reader.GetFieldType)),
        Probe.OfReader(nameof(DbDataReader.GetFieldValue), static reader => reader.GetFieldValue<long>(Id)),
        Probe.OfReader(nameof(DbDataReader.GetFieldValue), static reader => reader.GetFieldValue<Stream>(Data)),
        Probe.OfReader(nameof(DbDataReader.GetFieldValue), static reader => reader.GetFieldValue<string?>(Nothing)),
        Probe.OfReader(nameof(DbDataReader.GetFieldValue), static reader => reader.GetFieldValue<Version>(Name)),
        Probe.OfReader(nameof(DbDataReader.GetFieldValueAsync), static async reader => await reader.GetFieldValueAsync<string>(Name, Token)),
        Probe.OfReader(nameof(DbDataReader.GetFieldValueAsync), static async reader => await reader.GetFieldValueAsync<string>(Name, new CancellationToken(true))),
        Probe.OfReader(nameof(DbDataReader.GetFloat), static reader => reader.GetFloat(Ratio)),
        Probe.OfReader(nameof(DbDataReader.GetGuid), static reader => reader.GetGuid(Name)),
        Probe.OfReader(nameof(DbDataReader.GetInt16), static reader => reader.GetInt16(Id)),
        Probe.OfReader(nameof(DbDataReader.GetInt32), static reader => reader.GetInt32(Id)),
        Probe.OfReader(nameof(DbDataReader.GetInt32), static reader => reader.GetInt32(Name)),
        Probe.OfReader(nameof(DbDataReader.GetInt64), static reader => reader.GetInt64(Id)),
        Probe.OfReader(nameof(DbDataReader.GetName), static reader => Enumerable.Range(0, Beyond).Select(reader.GetName)),
        Probe.OfReader(nameof(DbDataReader.GetName), static reader => reader.GetName(-1)),
        Probe.OfReader(nameof(DbDataReader.GetOrdinal), static reader => reader.GetOrdinal("AMOUNT")),
        Probe.OfReader(nameof(DbDataReader.GetOrdinal), static reader => reader.GetOrdinal("no_such_column")),
        Probe.OfReader(nameof(DbDataReader.GetProviderSpecificFieldType), static reader => reader.GetProviderSpecificFieldType(At)),
        Probe.OfReader(nameof(DbDataReader.GetProviderSpecificValue), static reader => reader.GetProviderSpecificValue(At)),
        Probe.OfReader(nameof(DbDataReader.GetProviderSpecificValues), static reader =>
        {
            var values = new object[Beyond];
            return new object?[] { reader.GetProviderSpecificValues(values), values };
        }),
        Probe.OfReader(nameof(DbDataReader.GetSchemaTable), static reader => reader.GetSchemaTable()),
        Probe.OfReader(nameof(DbDataReader.GetSchemaTableAsync), static async reader => await reader.GetSchemaTableAsync(Token)),
        Probe.OfReader(nameof(DbDataReader.GetStream), static reader => reader.GetStream(Data)),
        Probe.OfReader(nameof(DbDataReader.GetString), static reader => reader.GetString(Name)),
        Probe.OfReader(nameof(DbDataReader.GetString), static reader => reader.GetString(Nothing)),
        Probe.OfReader(nameof(DbDataReader.GetTextReader), static reader => reader.GetTextReader(Name)),
        Probe.OfReader(nameof(DbDataReader.GetValue), static reader => Enumerable.Range(0, Beyond).Select(reader.GetValue)),
        Probe.OfReader(nameof(DbDataReader.GetValue), static reader => reader.GetValue(Id), isOnRow: false),
        Probe.OfReader(nameof(DbDataReader.GetValue), static reader => reader.GetValue(Beyond)),
        Probe.OfReader(nameof(DbDataReader.GetValues), static reader =>
        {
            var values = new object[3];
            return new object?[] { reader.GetValues(values), values };
        }),
        Probe.OfReader(nameof(DbDataReader.HasRows), static reader => reader.HasRows, isOnRow: false),
        Probe.OfReader(nameof(DbDataReader.IsClosed), static reader => reader.IsClosed),
        Probe.OfReader(nameof(DbDataReader.IsDBNull), static reader => new[] { reader.IsDBNull(Id), reader.IsDBNull(Nothing) }),
        Probe.OfReader(nameof(DbDataReader.IsDBNullAsync), static async reader => await reader.IsDBNullAsync(Nothing, Token)),
        Probe.OfReader("Item", static reader => new[] { reader[Id], reader["name"] }),
        Probe.OfReader("Item", static reader => reader["no_such_column"]),
        Probe.OfReader(nameof(DbDataReader.NextResult), static reader => new object?[] { reader.NextResult(), reader.FieldCount, reader.Read(), reader.NextResult(), reader.NextResult() }),
        Probe.OfReader(nameof(DbDataReader.NextResultAsync), static async reader => new object?[] { await reader.NextResultAsync(Token), await reader.ReadAsync(Token), await reader.NextResultAsync(Token) }),
        Probe.OfReader(nameof(DbDataReader.Read), static reader => new object?[] { reader.Read(), reader.Read() }),
        Probe.OfReader(nameof(DbDataReader.ReadAsync), static async reader => await reader.ReadAsync(Token)),
        Probe.OfReader(nameof(DbDataReader.ReadAsync), static async reader => await reader.ReadAsync(new CancellationToken(true)), isOnRow: false),
        Probe.OfReader(nameof(DbDataReader.RecordsAffected), static reader => reader.RecordsAffected),
        Probe.OfReader(nameof(DbDataReader.RecordsAffected), static reader =>
        {
            reader.Close();
            return reader.RecordsAffected;
        }),
        Probe.OfReader(nameof(DbDataReader.VisibleFieldCount), static reader => reader.VisibleFieldCount),
    ];
}
