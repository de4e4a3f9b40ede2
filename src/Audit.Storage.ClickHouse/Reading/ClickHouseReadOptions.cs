using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Reading;

/// <summary>What a query of the audit log may take. Bound from <c>Audit:Storage:Read</c>.</summary>
public sealed class ClickHouseReadOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string SectionName = "Audit:Storage:Read";

    /// <summary>How long a query may run, one second to one hour. Default: 30 seconds.</summary>
    public TimeSpan MaxExecutionTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The memory a query may use in the engine, in bytes, at least 16 MiB. Default: 1 GiB.</summary>
    public long MaxMemoryBytes { get; set; } = 1L << 30;

    /// <summary>How many rows a query may read from the tables; 0 for no limit. Default: 0.</summary>
    public long MaxRowsToRead { get; set; }

    /// <summary>How large an answer may be, in bytes, 1 MiB to 1 GiB. Default: 128 MiB.</summary>
    public int MaxResultBytes { get; set; } = 128 << 20;

    /// <summary>How many threads a query may use, at most 256; 0 for what the engine's own settings say. Default: 0.</summary>
    public int MaxThreads { get; set; }
}

/// <summary>Validates <see cref="ClickHouseReadOptions"/>. By hand, because the generated messages do not name the configuration key.</summary>
internal sealed class ClickHouseReadOptionsValidator : IValidateOptions<ClickHouseReadOptions>
{
    public ValidateOptionsResult Validate(string? name, ClickHouseReadOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        Check(options.MaxExecutionTime >= TimeSpan.FromSeconds(1) && options.MaxExecutionTime <= TimeSpan.FromHours(1), nameof(options.MaxExecutionTime), "lie between 00:00:01 and 01:00:00");
        Check(options.MaxMemoryBytes >= 16 << 20, nameof(options.MaxMemoryBytes), "be at least 16777216 (16 MiB)");
        Check(options.MaxRowsToRead >= 0, nameof(options.MaxRowsToRead), "be 0 (no limit) or more");
        Check(options.MaxResultBytes is >= 1 << 20 and <= 1 << 30, nameof(options.MaxResultBytes), "lie between 1048576 (1 MiB) and 1073741824 (1 GiB)");
        Check(options.MaxThreads is >= 0 and <= 256, nameof(options.MaxThreads), "lie between 0 (as the engine is set) and 256");
        return failures.Build();

        void Check(bool valid, string key, string rule)
        {
            if (!valid)
                failures.AddError($"{ClickHouseReadOptions.SectionName}:{key} must {rule}.");
        }
    }
}
