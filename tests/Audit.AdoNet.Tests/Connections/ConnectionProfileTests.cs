using System.Data.Common;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Parameters;
using Audit.AdoNet.Tests.Shapes;
using Audit.Events;
using Audit.Statements;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using MySqlConnector;
using Npgsql;

namespace Audit.AdoNet.Tests.Connections;

public sealed class ConnectionProfileTests
{
    [Fact]
    public void A_file_of_sqlite_is_its_server()
    {
        using var connection = new SqliteConnection("Data Source=/var/lib/shop.db;Password=geheim");
        Assert.Equal(new DatabaseTarget("sqlite", "/var/lib/shop.db", "main"), Profiles().Of(connection).Target);
    }

    [Fact]
    public void An_open_database_in_memory_is_named_as_its_connection_string_does()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Assert.Equal(new DatabaseTarget("sqlite", ":memory:", "main"), Profiles().Of(connection).Target);
    }

    [Theory]
    [InlineData("Host=db.example;Database=shop;Username=app;Password=geheim", "db.example:5432", "shop")]
    [InlineData("Host=db.example;Port=6543;Database=shop", "db.example:6543", "shop")]
    [InlineData("Host=::1;Database=shop", "::1:5432", "shop")]
    public void A_server_of_postgres_is_named_by_host_and_port(string connectionString, string server, string database)
    {
        using var connection = new NpgsqlConnection(connectionString);
        Assert.Equal(new DatabaseTarget("postgresql", server, database), Profiles().Of(connection).Target);
    }

    [Theory]
    [InlineData("db.example", "db.example:1433")]
    [InlineData("tcp:db.example,1444", "db.example:1444")]
    [InlineData("db.example, 1444", "db.example:1444")]
    [InlineData(@"db.example\REPORTS", @"db.example\REPORTS")]
    [InlineData("", "")]
    public void A_server_of_sql_server_is_named_by_host_and_port(string dataSource, string server)
    {
        using var connection = new SqlConnection(dataSource);
        Assert.Equal(new DatabaseTarget("microsoft.sql_server", server, "shop"), Profiles().Of(connection).Target);
    }

    [Theory]
    [InlineData("Server=db.example;Port=3307;Password=geheim", "8.4.3", "mysql", "db.example:3307")]
    [InlineData("Server=db.example", "8.4.3", "mysql", "db.example:3306")]
    [InlineData("Server=db.example", "11.4.2-MariaDB", "mariadb", "db.example:3306")]
    [InlineData("Server=db.example", "", "mysql", "db.example:3306")]
    public void MySql_and_MariaDb_are_told_apart_by_an_open_connection(string connectionString, string version, string system, string server)
    {
        using var connection = new MySqlConnection(connectionString, "db.example", version);
        var profile = Profiles().Of(connection);
        Assert.Equal(new DatabaseTarget(system, server, "shop"), profile.Target);
        Assert.Equal(SqlDialect.MySql, profile.Dialect);
    }

    [Fact]
    public void A_connection_that_nobody_knows_is_still_described()
    {
        using var connection = new OtherConnection("somewhere");
        var profile = Profiles().Of(connection);
        Assert.Equal(SqlDialect.Unknown, profile.Dialect);
        Assert.Equal(new DatabaseTarget("other_sql", "somewhere", ""), profile.Target);
    }

    [Fact]
    public void A_type_derived_from_a_drivers_is_the_drivers()
    {
        using var connection = new RoutedConnection();
        Assert.Equal(SqlDialect.SqlServer, Profiles().Of(connection).Dialect);
    }

    [Fact]
    public void The_configuration_decides_on_dialects_and_their_settings()
    {
        var options = new AdoNetConnectionOptions();
        options.Dialects[typeof(OtherConnection).FullName!] = SqlDialect.MySql;
        options.DialectOptions[SqlDialect.MySql] = SqlDialectOptions.AnsiQuotes;
        using var connection = new OtherConnection("db.example");

        var profile = Profiles(options).Of(connection);

        Assert.Equal((SqlDialect.MySql, SqlDialectOptions.AnsiQuotes), (profile.Dialect, profile.DialectOptions));
        Assert.Equal("mysql", profile.Target.System);
    }

    [Fact]
    public void Values_are_recorded_for_the_databases_that_were_named()
    {
        var parameters = new AdoNetParameterOptions { Rules = { new ParameterValueRule { Databases = { "SHOP" }, Classification = "Public" } } };
        var profiles = Profiles(parameters: parameters);
        using var shop = new NpgsqlConnection("Host=db;Database=shop");
        using var payroll = new NpgsqlConnection("Host=db;Database=payroll");

        Assert.Single(profiles.Of(shop).ValueRules);
        Assert.Empty(profiles.Of(payroll).ValueRules);
    }

    [Fact]
    public void Connections_of_one_connection_string_share_a_profile_and_others_do_not()
    {
        var profiles = Profiles();
        using var first = new NpgsqlConnection("Host=db;Database=shop");
        using var second = new NpgsqlConnection(string.Concat("Host=db;", "Database=shop".AsSpan()));
        using var other = new NpgsqlConnection("Host=db;Database=payroll");

        Assert.Same(profiles.Of(first), profiles.Of(first));
        Assert.Same(profiles.Of(first), profiles.Of(second));
        Assert.Equal("payroll", profiles.Of(other).Target.Name);
        Assert.Equal("shop", profiles.Of(first).Target.Name);
    }

    [Fact]
    public void A_connection_string_per_tenant_is_right_for_each_and_fills_no_memory()
    {
        var profiles = Profiles();
        for (var round = 0; round < 2; round++)
        {
            for (var tenant = 0; tenant < 10_000; tenant++)
            {
                using var connection = new SqlConnection("db", $"tenant-{tenant}");
                Assert.Equal($"tenant-{tenant}", profiles.Of(connection).Target.Name);
            }
        }

        Assert.InRange(profiles.Count, 1, 4096);
    }

    [Fact]
    public void Finding_a_profile_again_allocates_nothing()
    {
        var profiles = Profiles();
        using var connection = new NpgsqlConnection("Host=db;Database=shop");
        profiles.Of(connection);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            profiles.Of(connection);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ConnectionProfiles Profiles(AdoNetConnectionOptions? connections = null, AdoNetParameterOptions? parameters = null) =>
        new(Options.Create(connections ?? new AdoNetConnectionOptions()), Options.Create(parameters ?? new AdoNetParameterOptions()));

    private sealed class RoutedConnection() : SqlConnection("db.example");
}
