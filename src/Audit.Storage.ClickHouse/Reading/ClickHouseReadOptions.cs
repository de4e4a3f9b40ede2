using System.ComponentModel.DataAnnotations;
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
    [Range(16L << 20, long.MaxValue, ErrorMessage = SectionName + ":MaxMemoryBytes must be at least 16777216 (16 MiB).")]
    public long MaxMemoryBytes { get; set; } = 1L << 30;

    /// <summary>How many rows a query may read from the tables; 0 for no limit. Default: 0.</summary>
    [Range(0, long.MaxValue, ErrorMessage = SectionName + ":MaxRowsToRead must be 0 (no limit) or more.")]
    public long MaxRowsToRead { get; set; }

    /// <summary>How large an answer may be, in bytes, 1 MiB to 1 GiB. Default: 128 MiB.</summary>
    [Range(1 << 20, 1 << 30, ErrorMessage = SectionName + ":MaxResultBytes must lie between 1048576 (1 MiB) and 1073741824 (1 GiB).")]
    public int MaxResultBytes { get; set; } = 128 << 20;

    /// <summary>How many threads a query may use; 0 for what the engine's own settings say. Default: 0.</summary>
    [Range(0, 256, ErrorMessage = SectionName + ":MaxThreads must lie between 0 (as the engine is set) and 256.")]
    public int MaxThreads { get; set; }
}

/// <summary>Validates <see cref="ClickHouseReadOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ClickHouseReadOptionsValidator : IValidateOptions<ClickHouseReadOptions>;

/// <summary>The rules that attributes cannot say.</summary>
internal sealed class ClickHouseReadOptionsTimesValidator : IValidateOptions<ClickHouseReadOptions>
{
    public ValidateOptionsResult Validate(string? name, ClickHouseReadOptions options) =>
        options.MaxExecutionTime < TimeSpan.FromSeconds(1) || options.MaxExecutionTime > TimeSpan.FromHours(1)
            ? ValidateOptionsResult.Fail($"{ClickHouseReadOptions.SectionName}:MaxExecutionTime must lie between 00:00:01 and 01:00:00, not {options.MaxExecutionTime}.")
            : ValidateOptionsResult.Success;
}
