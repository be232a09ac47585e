#!/bin/sh
# lay-out.sh MODULE NAME MAIN: copies the jars of a built module below /out and writes the JVM's arguments beside them. The class
# path has a fixed order, because class data is only good for the class path that it was made with.
set -eu
module=$1 name=$2 main=$3
export LC_ALL=C
home=/opt/signalbox/$name

mkdir -p "/out$home/lib"
find "$module/target" -maxdepth 1 -name '*.jar' ! -name '*-tests.jar' ! -name '*-sources.jar' -exec cp -p {} "/out$home/" \;
cp -p "$module"/target/lib/*.jar "/out$home/lib/"

own=$(cd "/out$home" && printf "$home/%s:" *.jar)
libraries=$(cd "/out$home/lib" && printf "$home/lib/%s:" *.jar)
cat >"/out$home/java.args" <<ARGUMENTS
-XX:MaxRAMPercentage=60
-XX:+ExitOnOutOfMemoryError
--sun-misc-unsafe-memory-access=allow
--enable-native-access=ALL-UNNAMED
-cp
$own${libraries%:}
$main
ARGUMENTS
