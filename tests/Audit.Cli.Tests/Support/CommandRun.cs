using System.Text;
using Spectre.Console;

namespace Audit.Cli.Tests.Support;

/// <summary>A run of the command line, with its streams in memory.</summary>
/// <param name="ExitCode">What it told the shell.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of <see cref="Output"/>, without the empty one at its end.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A run with variables of the environment.</summary>
    public static Task<CommandRun> InAsync(Dictionary<string, string> variables, params string[] arguments) => RunAsync([], variables.GetValueOrDefault, arguments);

    public static Task<CommandRun> OfAsync(params string[] arguments) => WithInputAsync("", arguments);

    public static Task<CommandRun> WithInputAsync(string input, params string[] arguments) => WithInputAsync(System.Text.Encoding.UTF8.GetBytes(input), arguments);

    public static Task<CommandRun> WithInputAsync(byte[] input, params string[] arguments) => RunAsync(input, static _ => null, arguments);

    /// <summary>A run at another time.</summary>
    public static Task<CommandRun> AtAsync(TimeProvider time, params string[] arguments) => RunAsync([], static _ => null, arguments, time);

    private static async Task<CommandRun> RunAsync(byte[] input, Func<string, string?> variable, string[] arguments, TimeProvider? time = null)
    {
        using var output = new MemoryStream();
        await using var text = new StreamWriter(output, new UTF8Encoding(false)) { AutoFlush = true };
        await using var error = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 160;
        var terminal = new Terminal { Input = new MemoryStream(input), IsInteractive = false, Output = output, Console = console, Error = error, Variable = variable, Time = time ?? TimeProvider.System };

        var exitCode = await AuditCommandLine.RunAsync(arguments, terminal, TestContext.Current.CancellationToken);

        return new CommandRun(exitCode, System.Text.Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
