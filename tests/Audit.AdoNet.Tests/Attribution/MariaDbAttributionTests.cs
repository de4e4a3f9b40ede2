extern alias MySql;
using System.Data.Common;
using Audit.AdoNet.Attribution;
using Audit.Testing.MariaDb;
using Dapper;
using MySql::MySqlConnector;

namespace Audit.AdoNet.Tests.Attribution;

/// <summary>What a real MariaDB server is told.</summary>
public sealed class MariaDbAttributionTests(MariaDbFixture server) : IClassFixture<MariaDbFixture>
{
    [Theory]
    [InlineData("alice")]
    [InlineData("o'brien */; DROP TABLE items; -- \" \\")]
    public async Task A_session_variable_names_who_acts_and_is_gone_when_the_session_is_lent_again(string actor)
    {
        await using var recorded = AttributedServices.Create(AttributionMode.SessionContext);
        await using var source = new MySqlDataSource($"{server.ConnectionString};MaximumPoolSize=1;ConnectionReset=false");
        await using var audited = source.WithAudit(recorded.Services);
        using (AttributedServices.Act(actor))
        {
            await using var connection = await audited.OpenConnectionAsync(TestContext.Current.CancellationToken);
            Assert.Equal(actor, await connection.ExecuteScalarAsync<string>("SELECT @audit_actor"));
        }

        await using var next = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await next.ExecuteScalarAsync<string>("SELECT @audit_actor"));
        Assert.Equal("db.select", recorded.TakeOne().Action);
    }
}
