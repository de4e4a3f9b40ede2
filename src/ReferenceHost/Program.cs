using ReferenceHost;
using ReferenceHost.Features.DemoTraffic;
using ReferenceHost.Features.Welcome;

if (args is [DemoTrafficCommand.Name, ..])
    return await DemoTrafficCommand.RunAsync(args[1..]);

if (args is [var command, ..] && !command.StartsWith('-') && !command.Contains('='))
{
    await Console.Error.WriteLineAsync($"There is no command '{command}'. Allowed: {DemoTrafficCommand.Name}; or none, to start the host.");
    return DemoTrafficCommand.WrongArguments;
}

try
{
    await using var app = ReferenceApplication.Create(args);
    await app.StartAsync();
    app.Welcome(Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.MessagesOf(exception) is { Count: > 0 })
{
    foreach (var message in StartFailure.MessagesOf(exception))
        await Console.Error.WriteLineAsync(message);
    return 1;
}
