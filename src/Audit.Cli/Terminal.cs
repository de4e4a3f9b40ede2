using Spectre.Console;

namespace Audit.Cli;

/// <summary>The streams that a command reads and writes.</summary>
internal sealed class Terminal
{
    private const int WidthOfFiles = 160;

    /// <summary>Standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Whether standard input is a person's keyboard.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Standard output, for what programs read.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard output, for people.</summary>
    public required IAnsiConsole Console { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The variables of the environment.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    public static Terminal OfProcess()
    {
        System.Console.OutputEncoding = System.Text.Encoding.UTF8;
        var console = AnsiConsole.Console;
        // A file has no width of its own, and a table in it is not to be cut by that of a guessed terminal.
        if (System.Console.IsOutputRedirected)
            console.Profile.Width = WidthOfFiles;
        return new Terminal
        {
            Input = System.Console.OpenStandardInput(),
            IsInteractive = !System.Console.IsInputRedirected,
            Output = System.Console.OpenStandardOutput(),
            Console = console,
            Error = System.Console.Error,
            Variable = Environment.GetEnvironmentVariable,
        };
    }
}
