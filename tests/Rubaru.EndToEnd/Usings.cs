global using Xunit;
using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

[assembly: SupportedOSPlatform("linux")]

// Two at a time: a test waits more than it computes, and three would only wait for each other on a small machine.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
