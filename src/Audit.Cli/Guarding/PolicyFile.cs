using Audit.Guarding;
using Audit.Guarding.Policy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Audit.Cli.Guarding;

/// <summary>Reads a policy from a file: an <c>appsettings.json</c>, or only what stands in its section <c>Audit:Guard</c>.</summary>
internal static class PolicyFile
{
    /// <exception cref="UsageException">The file cannot be read, or what it holds is not allowed.</exception>
    public static GuardPolicy Read(string path)
    {
        IConfigurationRoot configuration;
        try
        {
            configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path)).Build();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the policy {path} cannot be read: {failure.Message}");
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException)
        {
            throw new UsageException($"the policy {path} is no JSON: {(failure.InnerException ?? failure).Message}");
        }

        using (configuration as IDisposable)
        {
            var section = configuration.GetSection(GuardOptions.Section);
            try
            {
                return GuardPolicy.Create(section.Exists() ? section : configuration);
            }
            catch (OptionsValidationException invalid)
            {
                throw new UsageException($"the policy {path} is not allowed: {string.Join(" ", invalid.Failures)}");
            }
        }
    }
}
