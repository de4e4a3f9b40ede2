using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>What analysts may do at the SQL endpoint. Bound from <c>Audit:Sql</c>.</summary>
public sealed class ClickHouseEndpointOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string SectionName = "Audit:Sql";

    /// <summary>
    /// An address such as <c>http://localhost:8123</c> with a port of its own, for tools that know no path: the endpoint is then at the root of that port, and
    /// nowhere else; nothing else of the application is reachable through it. Default: none; the endpoint is at the path it was mapped to.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>
    /// The databases that can be read. The first is the current one of clients that name none. Default: that of the audit log
    /// (<c>Audit:Storage:Database</c>).
    /// </summary>
    [MinLength(1)]
    public IList<string> Databases { get; set; } = [];

    /// <summary>The roles that may use the endpoint. Default: <c>Analyst</c> and <c>Admin</c>.</summary>
    [MinLength(1)]
    public IList<string> Roles { get; set; } = [];

    /// <summary>
    /// Whether every statement, and who was refused, is recorded as an access event, <c>audit.read</c>. Default: yes, where there is an <c>IAuditLog</c>.
    /// </summary>
    public bool RecordReads { get; set; } = true;

    /// <summary>The longest time a statement may run, in whole seconds. Default: 60 seconds.</summary>
    public TimeSpan MaxExecutionTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The memory a statement may use, in bytes. Default: 1 GiB.</summary>
    [Range(1 << 20, long.MaxValue)]
    public long MaxMemoryBytes { get; set; } = 1L << 30;

    /// <summary>The number of rows of a result; 0 for no limit. Default: 10 million.</summary>
    [Range(0, long.MaxValue)]
    public long MaxResultRows { get; set; } = 10_000_000;

    /// <summary>
    /// How many statements of analysts run at once (1 to 256), so that recording always finds a connection: keep it well below
    /// <see cref="EmbeddedClickHouseOptions.MaxConnections"/>. Further ones wait for ten seconds. Default: 4.
    /// </summary>
    [Range(1, 256)]
    public int MaxStatements { get; set; } = 4;

    /// <summary>How many of these may be one user's (1 to 256). Further ones wait for ten seconds. Default: 2.</summary>
    [Range(1, 256)]
    public int MaxStatementsPerUser { get; set; } = 2;

    /// <summary>The number of threads a statement may use (1 to 64). Default: 2.</summary>
    [Range(1, 64)]
    public int MaxThreads { get; set; } = 2;
}

/// <summary>Validates <see cref="ClickHouseEndpointOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ClickHouseEndpointOptionsValidator : IValidateOptions<ClickHouseEndpointOptions>;

/// <summary>The rules that attributes cannot say.</summary>
internal sealed class ClickHouseEndpointOptionsTimesValidator : IValidateOptions<ClickHouseEndpointOptions>
{
    public ValidateOptionsResult Validate(string? name, ClickHouseEndpointOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.Url) && SqlPort.PortOf(options.Url) is null)
        {
            return ValidateOptionsResult.Fail(
                $"{SqlPort.Key} is '{options.Url}'. Allowed: http or https, a host, and a port from 1 to 65535, without a path; for example http://localhost:8123.");
        }
        if (options.MaxExecutionTime < TimeSpan.FromSeconds(1) || options.MaxExecutionTime > TimeSpan.FromHours(1))
        {
            return ValidateOptionsResult.Fail(
                $"{ClickHouseEndpointOptions.SectionName}:{nameof(options.MaxExecutionTime)} must be between 00:00:01 and 01:00:00, not {options.MaxExecutionTime}.");
        }
        return options.Databases.Contains("system", StringComparer.OrdinalIgnoreCase)
            ? ValidateOptionsResult.Fail($"{ClickHouseEndpointOptions.SectionName}:{nameof(options.Databases)} must not name 'system'.")
            : ValidateOptionsResult.Success;
    }
}
