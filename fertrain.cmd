@echo off
rem Runs the command line; restores the packages and builds it first when something that the build reads has changed.
rem   TORCH=cpu or cuda   which libtorch package; without it CUDA's where there is an NVIDIA driver
rem   LIBTORCH=DIR        an unpacked libtorch, or the torch folder of a pip install, in the package's place
setlocal
rem Windows PowerShell must not load the modules of the PowerShell 7 that this may be called from.
set "PSModulePath="
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0build\build.ps1"
if errorlevel 1 exit /b 1
rem The name for the commands in messages: the one that was typed.
set "FERTRAIN_COMMAND=%~0"
if /i "%~dp0"=="%CD%\" set "FERTRAIN_COMMAND=.\fertrain"
rem .NET sizes its youngest generation by the processor's cache, hundreds of MB on a server, and collects only when that is full.
if not defined DOTNET_GCgen0size set "DOTNET_GCgen0size=0x2000000"
dotnet "%~dp0src\FerTrain.Cli\bin\Release\net10.0\FerTrain.Cli.dll" %*
exit /b %errorlevel%
