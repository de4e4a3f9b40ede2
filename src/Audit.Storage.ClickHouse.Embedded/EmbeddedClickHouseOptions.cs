using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded;

/// <summary>How the ClickHouse engine runs inside this process. Bound from <c>Audit:Storage:Embedded</c>.</summary>
public sealed class EmbeddedClickHouseOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string SectionName = "Audit:Storage:Embedded";

    /// <summary>The directory that holds the data. One process at a time can use it. Default: <c>data/audit</c>.</summary>
    [Required]
    public string Path { get; set; } = "data/audit";

    /// <summary>The full path of <c>libchdb.so</c>; when empty it is looked for beside the application.</summary>
    public string? LibraryPath { get; set; }

    /// <summary>How many statements run at once (1 to 256). Further ones wait. Default: 16.</summary>
    [Range(1, 256)]
    public int MaxConnections { get; set; } = 16;

    /// <summary>How long a statement waits for its turn before it fails with <c>TOO_MANY_SIMULTANEOUS_QUERIES</c>. Default: 30 seconds.</summary>
    public TimeSpan ConnectionWaitTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long closing waits for statements that run before it ends them. Default: 10 seconds.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many threads one statement may use (1 to 256). Default: the number of processors, at most 8.</summary>
    [Range(1, 256)]
    public int MaxThreads { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>How many threads the engine may have in all (64 to 10000). Default: 1000.</summary>
    [Range(64, 10000)]
    public int MaxThreadPoolSize { get; set; } = 1000;

    /// <summary>How many threads merge parts in the background (1 to 64). Default: 2.</summary>
    [Range(1, 64)]
    public int BackgroundPoolSize { get; set; } = 2;

    /// <summary>How many threads run the engine's periodic tasks (1 to 64). Default: 4.</summary>
    [Range(1, 64)]
    public int BackgroundSchedulePoolSize { get; set; } = 4;

    /// <summary>The memory one statement may use, in bytes; 0 for no limit. Default: 2 GiB.</summary>
    [Range(0, long.MaxValue)]
    public long MaxQueryMemoryBytes { get; set; } = 2L << 30;

    /// <summary>The memory of the whole engine, in bytes; 0 for 90 % of the machine's. Default: 4 GiB.</summary>
    [Range(0, long.MaxValue)]
    public long MaxServerMemoryBytes { get; set; } = 4L << 30;

    /// <summary>The memory of the cache of index marks, in bytes. Default: 256 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long MarkCacheBytes { get; set; } = 256L << 20;

    /// <summary>How many sessions (<c>session_id</c>) may exist at once; each holds a connection. Default: 64.</summary>
    [Range(0, 1024)]
    public int MaxSessions { get; set; } = 64;

    /// <summary>How long an unused session lives when its client does not say. Default: 60 seconds, as on a server.</summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest statement text in bytes (the data of an INSERT not counted). Default: 1 MiB.</summary>
    [Range(1024, 64 << 20)]
    public int MaxStatementBytes { get; set; } = 1 << 20;
}

/// <summary>Validates <see cref="EmbeddedClickHouseOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class EmbeddedClickHouseOptionsValidator : IValidateOptions<EmbeddedClickHouseOptions>;

/// <summary>The rules that attributes cannot say.</summary>
internal sealed class EmbeddedClickHouseOptionsTimesValidator : IValidateOptions<EmbeddedClickHouseOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddedClickHouseOptions options)
    {
        var failures = new List<string>();
        if (options.ConnectionWaitTimeout < TimeSpan.Zero || options.ConnectionWaitTimeout > TimeSpan.FromHours(1))
            failures.Add($"{EmbeddedClickHouseOptions.SectionName}:{nameof(options.ConnectionWaitTimeout)} must be between 00:00:00 and 01:00:00, not {options.ConnectionWaitTimeout}.");
        if (options.CloseTimeout < TimeSpan.Zero || options.CloseTimeout > TimeSpan.FromHours(1))
            failures.Add($"{EmbeddedClickHouseOptions.SectionName}:{nameof(options.CloseTimeout)} must be between 00:00:00 and 01:00:00, not {options.CloseTimeout}.");
        if (options.SessionTimeout <= TimeSpan.Zero || options.SessionTimeout > TimeSpan.FromHours(1))
            failures.Add($"{EmbeddedClickHouseOptions.SectionName}:{nameof(options.SessionTimeout)} must be more than 00:00:00 and at most 01:00:00, not {options.SessionTimeout}.");
        if (options.LibraryPath is { Length: > 0 } library && !File.Exists(library))
            failures.Add($"{EmbeddedClickHouseOptions.SectionName}:{nameof(options.LibraryPath)} names a file that does not exist: {library}.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
