namespace Audit.Tests.Spooling.Simulation;

/// <summary>The power is gone. No error of input or output: nothing handles it.</summary>
internal sealed class PowerCutException() : Exception("The power was cut.");
