using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Audit.AdoNet.Tests.Decorators;

public sealed class SqliteDecoratorTests : DecoratorContract, IDisposable
{
    private SqliteConnection? _keptOpen;

    protected override string System => "sqlite";

    public void Dispose() => _keptOpen?.Dispose();

    protected override DbConnection Unreachable() => new SqliteConnection("Data Source=/nonexistent/none.db;Mode=ReadOnly");

    protected override async Task<DbDataSource> CreateDataSourceAsync()
    {
        var connectionString = $"Data Source=decorated_{Guid.NewGuid():N};Mode=Memory;Cache=Shared";
        _keptOpen = new SqliteConnection(connectionString);
        await _keptOpen.OpenAsync(Token);
        return SqliteFactory.Instance.CreateDataSource(connectionString);
    }
}
