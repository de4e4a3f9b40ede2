namespace Audit.Storage.ClickHouse.Embedded.Interop;

/// <summary>One connection of the engine. Every call blocks; one statement runs at a time.</summary>
internal sealed unsafe class ChdbConnection : IDisposable
{
    private nint* _connection;

    private ChdbConnection(nint* connection) => _connection = connection;

    /// <summary>Opens a connection, or gives null when the engine refuses an argument (it does not say which).</summary>
    internal static ChdbConnection? TryOpen(IReadOnlyList<string> arguments)
    {
        using var text = new NativeText(["clickhouse", .. arguments]);
        var connection = Chdb.Connect(text.Count, text.Pointers);
        return connection == null || *connection == 0 ? null : new ChdbConnection(connection);
    }

    internal ChdbResult Query(string sql, string format) => Query(System.Text.Encoding.UTF8.GetBytes(sql), format, QueryParameters.None);

    internal ChdbResult Query(ReadOnlySpan<byte> sql, string format, QueryParameters parameters)
    {
        using var names = new NativeText(parameters.Names);
        using var values = new NativeText(parameters.Values);
        var formatBytes = System.Text.Encoding.UTF8.GetBytes(format);
        fixed (byte* query = sql)
        fixed (byte* formatPointer = formatBytes)
        {
            return ChdbResult.Take(Chdb.Query(
                *_connection, query, (nuint)sql.Length, formatPointer, (nuint)formatBytes.Length,
                names.Pointers, names.Lengths, values.Pointers, values.Lengths, (nuint)names.Count));
        }
    }

    internal ChdbInsert BeginInsert(ReadOnlySpan<byte> sql, string format, QueryParameters parameters)
    {
        using var names = new NativeText(parameters.Names);
        using var values = new NativeText(parameters.Values);
        var formatBytes = System.Text.Encoding.UTF8.GetBytes(format);
        fixed (byte* query = sql)
        fixed (byte* formatPointer = formatBytes)
        {
            return new ChdbInsert(Chdb.BeginInsert(
                *_connection, query, (nuint)sql.Length, formatPointer, (nuint)formatBytes.Length,
                names.Pointers, names.Lengths, values.Pointers, values.Lengths, (nuint)names.Count));
        }
    }

    /// <summary>Says what a text would do, by the engine's own parser, without running it.</summary>
    internal StatementAnalysis Classify(ReadOnlySpan<byte> sql)
    {
        var analysis = new Chdb.QueryAnalysis { StructSize = (uint)sizeof(Chdb.QueryAnalysis) };
        fixed (byte* query = sql)
        {
            if (Chdb.Classify(*_connection, query, (nuint)sql.Length, null, 0, &analysis) != 0)
                return new StatementAnalysis(0, StatementClass.Unknown);
        }
        return new StatementAnalysis((int)analysis.StatementCount, (StatementClass)analysis.QueryClass);
    }

    public void Dispose()
    {
        if (_connection == null)
            return;
        Chdb.Close(_connection);
        _connection = null;
    }
}
