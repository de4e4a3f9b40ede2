extern alias driver;

using System.Data.Common;
using Audit.Testing.MariaDb;
using Dapper;
using driver::MySqlConnector;

namespace Audit.AdoNet.Tests.Decorators;

public sealed class MariaDbDecoratorTests(MariaDbFixture server) : DecoratorContract
{
    protected override string System => "mariadb";

    protected override bool HasSavepoints => false;

    protected override DbConnection Unreachable() =>
        new MySqlConnection(new MySqlConnectionStringBuilder(server.ConnectionString) { UserID = "mallory", Password = "hunter2" }.ConnectionString);

    protected override async Task<DbDataSource> CreateDataSourceAsync()
    {
        var database = $"test_{Guid.NewGuid():N}";
        await using var connection = new MySqlConnection(server.ConnectionString);
        await connection.ExecuteAsync($"CREATE DATABASE {database}");
        return new MySqlDataSource(new MySqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString);
    }
}
