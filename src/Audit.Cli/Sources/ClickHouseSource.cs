using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Cli.Sources;

/// <summary>The services that read the audit log of a ClickHouse server.</summary>
internal static class ClickHouseSource
{
    /// <exception cref="UsageException">The connection string is none.</exception>
    public static ServiceProvider Open(string connection)
    {
        string? database = null;
        try
        {
            database = new DbConnectionStringBuilder { ConnectionString = connection }.TryGetValue("Database", out var name) ? name as string : null;
        }
        catch (ArgumentException)
        {
            // What is wrong with it must not be printed: it may hold the password.
            throw new UsageException("--clickhouse is no connection string; expected for example Host=localhost;Port=8123;Username=reader.");
        }

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddAudit().AddClickHouse(options =>
        {
            options.ConnectionString = connection;
            options.Database = string.IsNullOrEmpty(database) ? options.Database : database;
        });
        return services.BuildServiceProvider();
    }

    /// <summary>Reads something, and says in a line why it cannot be read.</summary>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (OptionsValidationException invalid)
        {
            throw new UsageException($"--clickhouse: {string.Join(" ", invalid.Failures)}");
        }
        catch (Exception failure) when (failure is DbException or HttpRequestException or Querying.AuditQueryException)
        {
            throw new UsageException($"the ClickHouse server cannot be read: {failure.Message}");
        }
    }
}
