using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.EfCore.EntityChanges;

/// <summary>Binds the options from their section, when the application has a configuration at all, and checks them.</summary>
internal sealed class EntityChangeOptionsSetup(IServiceProvider services) : IConfigureOptions<EntityChangeOptions>, IValidateOptions<EntityChangeOptions>
{
    private const string ModeKey = $"{EntityChangeOptions.SectionName}:{nameof(EntityChangeOptions.Mode)}";

    public void Configure(EntityChangeOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(EntityChangeOptions.SectionName) is not { } section)
            return;
        // The binder's own message does not tell what is allowed.
        if (section[nameof(options.Mode)] is { } mode && !Enum.TryParse<EntityChangeMode>(mode, ignoreCase: true, out _))
            throw new OptionsValidationException(Options.DefaultName, typeof(EntityChangeOptions), [NotAMode(mode)]);
        section.Bind(options);
    }

    public ValidateOptionsResult Validate(string? name, EntityChangeOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (!Enum.IsDefined(options.Mode))
            errors.AddError(NotAMode(options.Mode.ToString()));
        Check(nameof(options.MaxEntities), options.MaxEntities, 0, 1_000_000, errors);
        Check(nameof(options.MaxKeys), options.MaxKeys, 0, 1_000, errors);
        Check(nameof(options.MaxHeldOfTransaction), options.MaxHeldOfTransaction, 1, 10_000_000, errors);
        Check(nameof(options.MaxHeld), options.MaxHeld, 1, 10_000_000, errors);
        return errors.Build();
    }

    private static void Check(string name, int value, int least, int most, ValidateOptionsResultBuilder errors)
    {
        if (value < least || value > most)
            errors.AddError(string.Create(CultureInfo.InvariantCulture, $"{EntityChangeOptions.SectionName}:{name} is {value}. Allowed: {least} to {most}."));
    }

    private static string NotAMode(string mode) => $"{ModeKey} is '{mode}'. Allowed: {string.Join(", ", Enum.GetNames<EntityChangeMode>())}.";
}
