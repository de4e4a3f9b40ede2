using System.CommandLine;
using Audit.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.CommandLine;

/// <summary>Audits a command line.</summary>
public static class AuditCommandLineExtensions
{
    /// <summary>
    /// Records every run of every command below the root: name (as in <c>db:reset</c>), arguments without secrets, duration, exit code or error. Destructive
    /// commands are guarded first. Adds the options <c>--reason</c> and <c>--yes</c> to all commands unless the root has them. Call it once, when the commands
    /// are complete. The provider starts the audit pipeline with the first run, and stops it when it is disposed asynchronously.
    /// </summary>
    /// <param name="root">The command line.</param>
    /// <param name="services">Services with <c>AddAudit()</c> and <c>AddAuditedCommands()</c> among them.</param>
    /// <param name="secrets">Options whose values are secrets, beside those whose names tell.</param>
    /// <returns>The same command line.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAuditedCommands()</c> was not called, or the root has an option <c>--reason</c> or <c>--yes</c> of another type.</exception>
    public static RootCommand UseAudit(this RootCommand root, IServiceProvider services, params IReadOnlyCollection<Option> secrets)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(secrets);
        var runner = services.GetService<ICommandRunner>()
            ?? throw new InvalidOperationException("UseAudit needs what runs commands: call services.AddAuditedCommands() first.");

        var reason = FindOrAdd<string?>(root, "--reason", "Why it is run: recorded, and what the guard may ask for.");
        var yes = FindOrAdd<bool>(root, "--yes", "Confirms what the guard may want confirmed; counts with --reason only.");
        Wrap(root, new AuditedSymbols(reason, yes, secrets), runner);
        return root;
    }

    private static Option<T> FindOrAdd<T>(RootCommand root, string name, string description)
    {
        foreach (var option in root.Options)
        {
            if (option.Name == name)
                return option as Option<T> ?? throw new InvalidOperationException($"The root's option {name} has the type {option.ValueType}. Allowed: {typeof(T)}.");
        }

        var added = new Option<T>(name) { Description = description, Recursive = true };
        root.Options.Add(added);
        return added;
    }

    private static void Wrap(Command command, AuditedSymbols symbols, ICommandRunner runner)
    {
        if (command.Action is { } action and not AuditedAction)
            command.Action = new AuditedAction(action, symbols, runner);
        foreach (var child in command.Subcommands)
            Wrap(child, symbols, runner);
    }
}
