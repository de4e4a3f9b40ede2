using Audit.Querying;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Reading;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Tests.Reading;

public sealed class ReadingServicesTests(EmbeddedEngineFixture engine)
{
    [Fact]
    public async Task Registered_reader_reads_from_the_registered_store()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(10));
        await using var services = Build(new() { ["Audit:Storage:Database"] = database.Client.Settings.Database });
        Assert.Equal(10, await services.GetRequiredService<IAuditReader>().CountAsync(new AuditFilter(), TestContext.Current.CancellationToken));
        Assert.Single(services.GetServices<IAuditReader>());
    }

    [Theory]
    [InlineData("MaxExecutionTime", "00:00:00.5", "Audit:Storage:Read:MaxExecutionTime must lie between 00:00:01 and 01:00:00")]
    [InlineData("MaxMemoryBytes", "1", "Audit:Storage:Read:MaxMemoryBytes must be at least 16777216")]
    [InlineData("MaxRowsToRead", "-1", "Audit:Storage:Read:MaxRowsToRead must be 0 (no limit) or more")]
    [InlineData("MaxResultBytes", "1", "Audit:Storage:Read:MaxResultBytes must lie between")]
    [InlineData("MaxThreads", "1000", "Audit:Storage:Read:MaxThreads must lie between")]
    public async Task Wrong_option_is_named_with_what_is_allowed(string key, string value, string message)
    {
        await using var services = Build(new() { [$"Audit:Storage:Read:{key}"] = value });
        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ClickHouseReadOptions>>().Value);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private ServiceProvider Build(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine));
        services.AddAudit().AddClickHouse().AddClickHouse();
        return services.BuildServiceProvider();
    }
}
