using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Audit.Benchmarks.Overhead;

/// <summary>One way to use ADO.NET: a database in memory of its own over one open connection, with a command for each operation.</summary>
internal sealed class AdoNetVariant : IDisposable
{
    private const int Rows = 1000;

    private readonly SqliteConnection _inner = new("Data Source=:memory:");
    private readonly DbConnection _connection;

    public AdoNetVariant(string name, Func<DbConnection, DbConnection> decorate)
    {
        Name = name;
        _inner.Open();
        Fill();
        _connection = decorate(_inner);
        Query = QueryItem;
        Update = UpdateItem;
    }

    public string Name { get; }

    /// <summary>S5: updates one row by its key.</summary>
    public Action<int> Update { get; }

    /// <summary>S6: reads one row by its key.</summary>
    public Action<int> Query { get; }

    public void Dispose()
    {
        _connection.Dispose();
        _inner.Dispose();
    }

    private void UpdateItem(int number)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "UPDATE Items SET Qty=@qty WHERE Id=@id";
        Add(command, "@qty", number);
        Add(command, "@id", (number % Rows) + 1);
        if (command.ExecuteNonQuery() != 1)
            throw new InvalidOperationException("The item was not updated.");
    }

    private void QueryItem(int number)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT Id, Name, Qty, Price, UpdatedAt FROM Items WHERE Id=@id";
        Add(command, "@id", (number % Rows) + 1);
        using var reader = command.ExecuteReader();
        if (!reader.Read() || reader.GetInt32(0) != (number % Rows) + 1 || reader.Read())
            throw new InvalidOperationException("The item was not found.");
    }

    private static void Add(DbCommand command, string name, int value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    private void Fill()
    {
        using var command = _inner.CreateCommand();
        command.CommandText = $"""
            CREATE TABLE Items (Id INTEGER PRIMARY KEY, Name TEXT NOT NULL, Qty INTEGER NOT NULL, Price REAL NOT NULL, UpdatedAt TEXT NOT NULL);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows})
            INSERT INTO Items SELECT i, 'Item ' || i, i, i / 4.0, '2026-01-01 00:00:00' FROM n;
            """;
        command.ExecuteNonQuery();
    }
}
