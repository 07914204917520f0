global using Rubaru.EndToEnd;
global using Xunit;
using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

[assembly: SupportedOSPlatform("linux")]

// Networks, a relay, a server and two browsers each: side by side they would only wait for each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
