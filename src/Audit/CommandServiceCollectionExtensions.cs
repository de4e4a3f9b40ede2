using System.Diagnostics.CodeAnalysis;
using Audit.Commands;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds and runs audited console commands.</summary>
public static class CommandServiceCollectionExtensions
{
    /// <summary>Adds what runs commands so that they are recorded and guarded. <c>AddAudit()</c> adds the log. Safe to call again.</summary>
    /// <param name="services">The services of the application.</param>
    public static IServiceCollection AddAuditedCommands(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddAudit();
        services.TryAddSingleton(static _ => ConsoleOrigin.OfProcess());
        services.TryAddSingleton<DestructiveCommands>();
        services.TryAddSingleton<ICommandRunner, CommandRunner>();
        services.TryAddSingleton<HostedCommands>();
        return services;
    }

    /// <summary>Adds a command, and what runs commands.</summary>
    /// <typeparam name="T">The command.</typeparam>
    /// <param name="services">The services of the application.</param>
    public static IServiceCollection AddAuditedCommand<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : class, IAuditedCommand
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddAuditedCommands();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IAuditedCommand, T>());
        return services;
    }

    /// <summary>
    /// Runs the command that the first argument names, with the audit pipeline around it; no hosted service and no server is started.
    /// Behind any command <c>--reason</c> tells why it is run and <c>--yes</c> confirms what the guard wants confirmed.
    /// </summary>
    /// <param name="host">The built host.</param>
    /// <param name="args">The command's name and its arguments.</param>
    /// <param name="cancellationToken">Cancels the command, as SIGINT (Ctrl+C) and SIGTERM do.</param>
    /// <returns>The exit code: the command's own, or one of <see cref="CommandExitCodes"/>.</returns>
    public static async Task<int> RunCommandAsync(this IHost host, string[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(args);
        using var signals = new CancelSignals(cancellationToken);
        return await host.Services.GetRequiredService<HostedCommands>().RunAsync(args, Console.Out, Console.Error, signals.Token).ConfigureAwait(false);
    }
}
