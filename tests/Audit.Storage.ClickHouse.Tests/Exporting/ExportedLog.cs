using System.Security.Cryptography;
using Audit.Events;
using Audit.Exporting;
using Audit.Querying;
using Audit.Storage.ClickHouse.Exporting;
using Audit.Storage.ClickHouse.Reading;
using Audit.Storage.ClickHouse.Reading.Execution;
using Audit.Storage.ClickHouse.Tests.Reading;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Audit.Storage.ClickHouse.Tests.Exporting;

/// <summary>An audit log in the engine, and what is exported of it.</summary>
internal sealed class ExportedLog : IDisposable
{
    public static readonly ExportLimits Limits = new(1_000_000, TimeSpan.FromMinutes(2));

    private readonly QueryRunner _runner;

    private ExportedLog(AuditLogDatabase database)
    {
        Database = database;
        _runner = new QueryRunner(database.Client, new ClickHouseReadOptions(), NullLogger.Instance);
        Exporter = new ClickHouseAuditExporter(_runner, database.Time);
    }

    public AuditLogDatabase Database { get; }

    public IAuditExporter Exporter { get; }

    public static async Task<ExportedLog> CreateAsync(EmbeddedEngineFixture engine, IEnumerable<AuditEvent> events) => new(await AuditLogDatabase.CreateAsync(engine, events));

    public async Task<byte[]> ExportAsync(ExportFormat format, AuditFilter? filter = null, bool showsPersonalData = true)
    {
        var selection = await Exporter.FreezeAsync(new ExportRequest(filter ?? new AuditFilter(), format, showsPersonalData), TestContext.Current.CancellationToken);
        using var destination = new MemoryStream();
        var content = await Exporter.WriteAsync(selection, destination, Limits, null, TestContext.Current.CancellationToken);

        var bytes = destination.ToArray();
        Assert.Equal(bytes.Length, content.Bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), content.Sha256);
        Assert.Equal(await Exporter.CountAsync(selection, TestContext.Current.CancellationToken), content.Rows);
        return bytes;
    }

    public async Task<string[]> LinesAsync(ExportFormat format, AuditFilter? filter = null, bool showsPersonalData = true) =>
        System.Text.Encoding.UTF8.GetString(await ExportAsync(format, filter, showsPersonalData)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Task<object?> ScalarAsync(string sql) => Database.Client.ExecuteScalarAsync(sql, null, null, TestContext.Current.CancellationToken)!;

    public void Dispose()
    {
        _runner.Dispose();
        Database.Dispose();
    }
}
