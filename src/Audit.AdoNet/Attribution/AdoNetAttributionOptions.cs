using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Attribution;

/// <summary>Whether and how the database is told who acts; section <c>Audit:AdoNet:Attribution</c>. Off unless set.</summary>
public sealed class AdoNetAttributionOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Audit:AdoNet:Attribution";

    /// <summary>How databases are told that <see cref="Modes"/> does not name.</summary>
    public AttributionMode Mode { get; set; }

    /// <summary>How databases of a kind are told, for example <c>PostgreSql</c> = <c>SessionContext</c>. Databases that know no session context are told nothing by <see cref="Mode"/>.</summary>
    public IDictionary<SqlDialect, AttributionMode> Modes { get; } = new Dictionary<SqlDialect, AttributionMode>();

    /// <summary>The application's name in comments; unless set, that of the program.</summary>
    public string? Application { get; set; }

    internal bool IsEnabled => Mode != AttributionMode.None || Modes.Values.Any(static mode => mode != AttributionMode.None);

    internal AttributionMode ModeOf(SqlDialect dialect)
    {
        var mode = Modes.TryGetValue(dialect, out var own) ? own : Mode;
        return mode == AttributionMode.SessionContext && !SessionContext.IsKnownTo(dialect) ? AttributionMode.None : mode;
    }
}

/// <summary>Checks that what is asked of a kind of database is something that it has.</summary>
internal sealed class AttributionOptionsValidator : IValidateOptions<AdoNetAttributionOptions>
{
    public ValidateOptionsResult Validate(string? name, AdoNetAttributionOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        Check($"{AdoNetAttributionOptions.SectionName}:{nameof(options.Mode)}", options.Mode, errors);
        foreach (var (dialect, mode) in options.Modes)
        {
            var key = $"{AdoNetAttributionOptions.SectionName}:{nameof(options.Modes)}:{dialect}";
            Check(key, mode, errors);
            if (mode == AttributionMode.SessionContext && !SessionContext.IsKnownTo(dialect))
                errors.AddError($"{key} is SessionContext, which {dialect} does not have. Allowed: None, SqlCommenter.");
        }

        return errors.Build();
    }

    private static void Check(string key, AttributionMode mode, ValidateOptionsResultBuilder errors)
    {
        if (!Enum.IsDefined(mode))
            errors.AddError($"{key} is '{mode}'. Allowed: {string.Join(", ", Enum.GetNames<AttributionMode>())}.");
    }
}
