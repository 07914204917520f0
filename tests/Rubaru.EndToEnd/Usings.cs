global using Xunit;
using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

[assembly: SupportedOSPlatform("linux")]

// Two browsers and a server each: side by side they would only wait for each other on a small machine.
[assembly: Parallelization(Mode = ParallelMode.None)]
