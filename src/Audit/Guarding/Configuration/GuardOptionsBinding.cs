using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Guarding.Configuration;

/// <summary>Fills the options from the section <c>Audit:Guard</c>, when the application has a configuration at all.</summary>
internal sealed class GuardOptionsBinding(IServiceProvider services) : IConfigureOptions<GuardOptions>
{
    public void Configure(GuardOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(GuardOptions.Section) is not { } section)
            return;

        var errors = GuardOptionsReader.Read(section, options);
        if (errors.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(GuardOptions), errors);
    }
}
