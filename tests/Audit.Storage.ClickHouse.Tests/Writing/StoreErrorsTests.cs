using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Audit.Events;
using Audit.Hosting;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Tests.Writing;

/// <summary>What the engine's refusals mean: a row, everything, or nothing that lasts.</summary>
public sealed class StoreErrorsTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_that_a_constraint_refuses_is_blamed_and_can_be_kept_apart_once()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        await application.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs ADD CONSTRAINT no_poison CHECK rows_affected != 666", null, null, Token);
        var batch = ContractBatch.Of("poison", [SampleEvents.Update(1), Poison(), SampleEvents.Update(3)]);

        await AssertRefusedAsync(application.Store.WriteAsync(batch, Token), AuditStoreFailure.RowsRejected, "VIOLATED_CONSTRAINT");
        Assert.Empty(await application.ReadRowsAsync("poison"));

        var row = batch.Index.Span[1];
        var bytes = batch.Rows.Slice(row.Offset, row.Length);
        for (var i = 0; i < 2; i++)
            await application.Store.KeepAsync([new DeadLetter("poison", "default", batch.SchemaVersion, row, bytes, "VIOLATED_CONSTRAINT")], Token);
        Assert.Equal(
            $"poison 2 default VIOLATED_CONSTRAINT {row.LeafCheck} {row.ExpiresAt} {Convert.ToHexString(bytes.Span)}",
            await application.ScalarAsync<string>("SELECT concat(stream, ' ', seq, ' ', retention_class, ' ', code, ' ', leaf_check, ' ', toUnixTimestamp(expires_at), ' ', hex(row)) FROM audit_dead_letters"));
    }

    [Fact]
    public async Task One_poison_row_among_many_is_kept_apart_by_the_pipeline_and_the_rest_is_stored()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        await application.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs ADD CONSTRAINT no_poison CHECK rows_affected != 666", null, null, Token);
        var log = application.Services.GetRequiredService<IAuditLog>();
        for (var number = 1; number <= 500; number++)
            await log.RecordAsync(number == 250 ? Poison() : SampleEvents.Update(number), Token);

        application.Services.GetRequiredService<IAuditPipeline>().Start();
        await log.FlushAsync(Token);
        await log.FlushAsync(Token);

        Assert.Equal(499UL, await application.ScalarAsync<ulong>("SELECT count() FROM audit_logs WHERE category = 'database'"));
        Assert.Equal(1UL, await application.ScalarAsync<ulong>("SELECT count() FROM audit_dead_letters"));
        Assert.Equal("1 dead_lettered", await application.ScalarAsync<string>("SELECT concat(attributes['count'], ' ', attributes['reason']) FROM audit_logs WHERE action = 'audit.gap'"));
    }

    [Theory]
    [InlineData("DROP TABLE audit_logs", "UNKNOWN_TABLE")]
    [InlineData("ALTER TABLE audit_logs DROP COLUMN request_id", "NO_SUCH_COLUMN_IN_TABLE")]
    public async Task A_table_or_column_that_is_gone_refuses_everything(string change, string code)
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        await application.Client.ExecuteNonQueryAsync(change, null, null, Token);

        await AssertRefusedAsync(application.Store.WriteAsync(ContractBatch.Of("gone", [SampleEvents.Update()]), Token), AuditStoreFailure.Refused, code);
    }

    [Fact]
    public async Task A_column_of_somebody_else_does_no_harm()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        await application.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs ADD COLUMN ticket String DEFAULT 'none'", null, null, Token);

        await application.Store.WriteAsync(ContractBatch.Of("added", [SampleEvents.Update()]), Token);

        Assert.Single(await application.ReadRowsAsync("added"));
    }

    [Fact]
    public async Task A_schema_that_does_not_fit_refuses_everything()
    {
        await using var application = StoreApplication.Create(engine, configure: options => options.ApplySchema = false);

        await AssertRefusedAsync(application.Store.InitializeAsync(Token), AuditStoreFailure.Refused, "SCHEMA_MISMATCH");
    }

    [Fact]
    public async Task A_certificate_that_has_expired_holds_delivery_and_is_not_gone_around()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(51));
        await using var server = await StartAsync(listen => listen.UseHttps(certificate), static _ => Task.CompletedTask);
        await using var application = StoreApplication.Create($"Host=127.0.0.1;Port={PortOf(server)};Protocol=https");

        await AssertRefusedAsync(application.Store.WriteAsync(ContractBatch.Of("tls", [SampleEvents.Update()]), Token), AuditStoreFailure.Refused, "TLS_HANDSHAKE_FAILED");
    }

    [Theory]
    [InlineData("Host=no-such-host.invalid;Port=8123;Protocol=http")]
    [InlineData("Host=127.0.0.1;Port=1;Protocol=http")]
    public async Task A_server_that_cannot_be_reached_may_be_reached_later(string connectionString)
    {
        await using var application = StoreApplication.Create(connectionString);

        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await application.Store.WriteAsync(ContractBatch.Of("away", [SampleEvents.Update()]), Token));

        Assert.IsNotType<AuditStoreException>(error);
    }

    [Theory]
    [InlineData(6, AuditStoreFailure.RowsRejected)]
    [InlineData(26, AuditStoreFailure.RowsRejected)]
    [InlineData(27, AuditStoreFailure.RowsRejected)]
    [InlineData(33, AuditStoreFailure.RowsRejected)]
    [InlineData(38, AuditStoreFailure.RowsRejected)]
    [InlineData(41, AuditStoreFailure.RowsRejected)]
    [InlineData(53, AuditStoreFailure.RowsRejected)]
    [InlineData(69, AuditStoreFailure.RowsRejected)]
    [InlineData(70, AuditStoreFailure.RowsRejected)]
    [InlineData(72, AuditStoreFailure.RowsRejected)]
    [InlineData(117, AuditStoreFailure.RowsRejected)]
    [InlineData(131, AuditStoreFailure.RowsRejected)]
    [InlineData(349, AuditStoreFailure.RowsRejected)]
    [InlineData(469, AuditStoreFailure.RowsRejected)]
    [InlineData(16, AuditStoreFailure.Refused)]
    [InlineData(60, AuditStoreFailure.Refused)]
    [InlineData(81, AuditStoreFailure.Refused)]
    [InlineData(192, AuditStoreFailure.Refused)]
    [InlineData(193, AuditStoreFailure.Refused)]
    [InlineData(194, AuditStoreFailure.Refused)]
    [InlineData(497, AuditStoreFailure.Refused)]
    [InlineData(516, AuditStoreFailure.Refused)]
    [InlineData(159, null)]
    [InlineData(202, null)]
    [InlineData(241, null)]
    [InlineData(243, null)]
    [InlineData(252, null)]
    public async Task A_servers_code_decides_and_its_name_is_told(int code, AuditStoreFailure? failure)
    {
        await using var server = await StartAsync(
            static _ => { },
            async context =>
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                context.Response.Headers["X-ClickHouse-Exception-Code"] = $"{code}";
                await context.Response.WriteAsync($"Code: {code}. DB::Exception: No.", context.RequestAborted);
            });
        await using var application = StoreApplication.Create($"Host=127.0.0.1;Port={PortOf(server)};Protocol=http");

        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await application.Store.WriteAsync(ContractBatch.Of("code", [SampleEvents.Update()]), Token));

        if (failure is null)
        {
            Assert.IsNotType<AuditStoreException>(error);
            return;
        }

        var refused = Assert.IsType<AuditStoreException>(error);
        Assert.Equal(failure, refused.Failure);
        await using var local = StoreApplication.Create(engine, "default");
        Assert.Equal(await local.ScalarAsync<string>($"SELECT errorCodeToName({code})"), refused.Code);
    }

    private static AuditEvent Poison() => new(SampleEvents.Update(2)) { RowsAffected = 666 };

    private static async Task<WebApplication> StartAsync(Action<ListenOptions> listen, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen));
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(Token);
        return server;
    }

    private static int PortOf(WebApplication server) =>
        new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    private static async Task AssertRefusedAsync(ValueTask write, AuditStoreFailure failure, string code)
    {
        var error = await Assert.ThrowsAsync<AuditStoreException>(async () => await write);
        Assert.Equal((failure, code), (error.Failure, error.Code));
    }
}
